// How digital technologies spread in an economy, what public money adds, and what that returns.
// Subscriptions to broadband and users of the internet grow with what is there and what is left
// (discrete logistic curves), and with income. That of the internet ends at all people and is estimated
// with the model; that of broadband, whose data are shorter, is estimated beside it. A subsidy covers
// households that no network serves; a share of them subscribes, in the course of years. Vouchers and
// training make firms adopt that would not have; what they add fades, as others catch up and equipment
// ages. Money spent in one year shows from the next.
// BROUGHT is what subsidised lines and added adopters bring, in percent of output: subscriptions by a
// macroeconomic elasticity, firms by what adoption adds to a firm's output. TECHNOLOGY is what comes of
// itself. RETURN is the first in money less outlay, discounted; summed over years it is the net present
// value of the programmes. Growth of output lets both curves rise faster, as estimated.
// BROADBAND in subscriptions per 100 people, INTERNET and ADOPTED in percent of people and of
// firms with ten employees and more, GDP in billions of 2015 dollars, money in millions of euros of
// 2021. Values are those of Romania; cases say theirs.

var GDP         (long_name='Output | 产出')
    BROADBAND   (long_name='Fixed broadband subscriptions | 固定宽带用户')
    INTERNET    (long_name='Users of the internet | 互联网用户')
    COVERED     (long_name='Households covered by the subsidy | 补贴覆盖的家庭')
    SUBSIDISED  (long_name='Subsidised subscriptions | 补贴带来的用户')
    ADOPTED     (long_name='Firms that adopted by vouchers and training | 因补助券与培训而采用的企业')
    BROUGHT     (long_name='Output that the programmes bring | 计划带来的产出')
    EFFECT      (long_name='Effect on output | 对产出的影响')
    OUTLAY      (long_name='Public outlay | 公共支出')
    DISCOUNT    (long_name='Discount factor | 贴现因子')
    RETURN      (long_name='Net return of the programmes, discounted | 计划净回报（贴现）');

varexo SUBSIDY    (long_name='Broadband subsidy | 宽带补贴')
       VOUCHERS   (long_name='Vouchers for small firms | 小企业补助券')
       TRAINING   (long_name='Digital training | 数字技能培训')
       TECHNOLOGY (long_name='Technology that comes of itself | 自发的技术进步');

parameters g0 g1 i1 i2 broadband_speed broadband_ceiling broadband_income coverage_cost take_up take_up_speed
           population voucher_cost training_cost voucher_added training_added firms fade
           elasticity firm_gain firm_share price rate;

g0 = 3; g1 = 0.2; i1 = 0.2; i2 = 0.1;
broadband_speed = 0.166; broadband_ceiling = 36.9; broadband_income = 0.116;
coverage_cost = 552; take_up = 0.66; take_up_speed = 0.3;
population = 19.12; voucher_cost = 65000; training_cost = 18000; voucher_added = 0.5;
training_added = 0.25; firms = 55006; fade = 0.1; elasticity = 0.0139; firm_gain = 3.85;
firm_share = 0.15; price = 1.087; rate = 0.05;

model;
[name='output', title='output | 产出', estimate='ols']
100*diff(log(GDP)) - diff(EFFECT) = g0 + g1*(100*diff(log(GDP(-1))) - diff(EFFECT(-1)));

[name='broadband', title='broadband | 宽带']
BROADBAND - SUBSIDISED = (BROADBAND(-1) - SUBSIDISED(-1))
                       * (1 + broadband_speed*(1 - (BROADBAND(-1) - SUBSIDISED(-1))/broadband_ceiling))
                       + broadband_income*100*diff(log(GDP));

[name='internet', title='internet | 互联网', estimate='ols']
diff(INTERNET) = i1*INTERNET(-1)*(1 - INTERNET(-1)/100)
               + i2*100*diff(log(GDP))*(1 - INTERNET(-1)/100);

[name='coverage']
COVERED = COVERED(-1) + 100*SUBSIDY(-1)/(coverage_cost*population);

[name='take-up']
SUBSIDISED = SUBSIDISED(-1) + take_up_speed*(take_up*COVERED - SUBSIDISED(-1));

[name='adoption']
ADOPTED = (1 - fade)*ADOPTED(-1)
        + 100000000/firms*(voucher_added*VOUCHERS(-1)/voucher_cost
                           + training_added*TRAINING(-1)/training_cost);

[name='brought']
BROUGHT = 100*elasticity*log(BROADBAND/(BROADBAND - SUBSIDISED))
        + firm_gain*firm_share*ADOPTED/100;

[name='effect']
EFFECT = BROUGHT + TECHNOLOGY;

[name='outlay']
OUTLAY = SUBSIDY + VOUCHERS + TRAINING;

[name='discount']
DISCOUNT = DISCOUNT(-1)/(1 + rate);

[name='return']
RETURN = DISCOUNT*(10*price*GDP*BROUGHT - OUTLAY);
end;
