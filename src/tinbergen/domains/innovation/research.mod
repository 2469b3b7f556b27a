// Research, the knowledge that it leaves, and what public money for it brings.
// Research follows output, and patents research of the year before: both estimated beside the model, as
// their data are short. A tax credit makes it cheaper: research rises by a part in the first year and goes on to its long run, as in
// Bloom, Griffith and Van Reenen (2002). A grant is spent on research, and firms add of their own. What is
// added becomes knowledge two years later, by the perpetual inventory: it depreciates from then on.
// Knowledge of firms raises output by its social return, what the state paid for by another, less
// certain one. BROUGHT is that in percent of output, year by year.
// RETURN books money in the year in which it is paid: the present value of all that the research it
// sets off brings in its life, less the cost of that research and the burden of raising the money. The
// sum over years is the net present value of the programmes. TECHNOLOGY is what comes of itself.
// GDP in billions of 2015 dollars, research and money in billions of yen of 2014, PATENTS in thousands,
// INTENSITY, BROUGHT and EFFECT in percent of output. Values are those of Japan; cases say theirs.

var GDP       (long_name='Output | 产出')
    RESEARCH  (long_name='Research and development | 研究与开发支出')
    INTENSITY (long_name='Research in output | 研发强度')
    PATENTS   (long_name='Patent applications | 专利申请')
    CREDITED  (long_name='Research added by credits | 抵免带来的研发')
    GRANTED   (long_name='Research added by grants | 补贴带来的研发')
    KNOWLEDGE (long_name='Knowledge added by firms | 企业新增知识存量')
    PUBLIC    (long_name='Knowledge added by public money | 公共资金新增知识存量')
    BROUGHT   (long_name='Output that the programmes bring | 计划带来的产出')
    EFFECT    (long_name='Effect on output | 对产出的影响')
    OUTLAY    (long_name='Public outlay | 公共支出')
    DISCOUNT  (long_name='Discount factor | 贴现因子')
    RETURN    (long_name='Net social return, discounted | 净社会回报（贴现）');

varexo CREDIT     (long_name='Added tax credit for research | 新增研发税收抵免')
       GRANT      (long_name='Added grants to firms | 新增对企业的研发补贴')
       TECHNOLOGY (long_name='Technology that comes of itself | 自发的技术进步');

parameters g0 g1 r0 r1 p0 p1 price credit_speed credit_long grant_added
           social (long_name='Social return on the research of firms | 企业研发的社会回报')
           public_return (long_name='Social return on research that the state pays for | 国家出资研发的社会回报')
           depreciation burden rate;

g0 = 1; g1 = 0; r0 = 0.93; r1 = 1.29; p0 = -0.76; p1 = 0.05;
price = 118.3; credit_speed = 0.1; credit_long = 1.5; grant_added = 0.47; social = 0.5;
public_return = 0.26; depreciation = 0.15; burden = 0.2; rate = 0.04;

model;
[name='output', title='output | 产出', estimate='ols']
100*diff(log(GDP)) - diff(EFFECT) = g0 + g1*(100*diff(log(GDP(-1))) - diff(EFFECT(-1)));

[name='research', title='research | 研发']
100*diff(log(RESEARCH - CREDITED - GRANTED)) = r0 + r1*100*diff(log(GDP));

[name='patents', title='patents | 专利']
100*diff(log(PATENTS)) = p0 + p1*100*diff(log(RESEARCH(-1)));

[name='intensity']
INTENSITY = 100*RESEARCH/(price*GDP);

[name='credit']
CREDITED = (1 - credit_speed)*CREDITED(-1) + credit_speed*credit_long*CREDIT;

[name='grant']
GRANTED = (1 + grant_added)*GRANT;

[name='knowledge']
KNOWLEDGE = (1 - depreciation)*KNOWLEDGE(-1) + CREDITED(-2) + grant_added*GRANT(-2);

[name='public knowledge']
PUBLIC = (1 - depreciation)*PUBLIC(-1) + GRANT(-2);

[name='brought']
BROUGHT = 100*(social*KNOWLEDGE + public_return*PUBLIC)/(price*GDP);

[name='effect']
EFFECT = BROUGHT + TECHNOLOGY;

[name='outlay']
OUTLAY = CREDIT + GRANT;

[name='discount']
DISCOUNT = DISCOUNT(-1)/(1 + rate);

[name='return']
RETURN = DISCOUNT*(
    (credit_long*credit_speed/(1 - (1 - credit_speed)/(1 + rate))*CREDIT + grant_added*GRANT)
      *(social/((1 + rate)*(rate + depreciation)) - 1)
  + GRANT*(public_return/((1 + rate)*(rate + depreciation)) - 1)
  - burden*OUTLAY);
end;
