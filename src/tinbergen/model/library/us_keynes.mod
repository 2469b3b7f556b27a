// A small quarterly Keynesian model of an economy with a government and a central bank.
// Demand: consumption with error correction, an accelerator with the cost of credit and the real
// rate, a demand from the rest of the economy that leaks abroad. Supply: Okun's law with a rate to
// which unemployment comes home, and a Phillips curve around what people expect. Policy: what
// stands between output and disposable income, the budget, an interest-rate rule that can't go
// below zero. Instruments: purchases G_gov, the measure TAX (taxes less transfers, apart from
// purchases) and, when it is taken from the rule, the rate r.
// Real series at annual rates in billions; rates in percent; growth in percent a quarter unless
// a name says otherwise. The values are a starting point: they are estimated on the case's data.
// What data to 2008 say, and what is given: the real rate's level has no effect on consumption that
// can be told from zero (its sign is wrong), so that it stands in investment alone, with little
// certainty, and mostly changes of the rate move demand. Expected inflation is half the mean of three
// years, half the aim of 2.5 percent: both are given, since data fit about as well with any share
// (standard error of the regression 2.12 with none of the aim as with half). With purchases that grow
// as output may at a steady rate of unemployment, the model comes to rest.

var GDP     (long_name='Gross domestic product | 国内生产总值')
    C       (long_name='Consumption | 消费')
    I       (long_name='Investment | 投资')
    REST    (long_name='Rest of demand | 其余需求')
    T       (long_name='Output less disposable income | 产出减可支配收入')
    NET     (long_name='Taxes less transfers, percent of GDP | 税收减转移支付占GDP百分比')
    YD      (long_name='Disposable income | 可支配收入')
    U       (long_name='Unemployment rate | 失业率')
    INFL    (long_name='Inflation, annualised | 通货膨胀率（年化）')
    P       (long_name='Price level | 价格水平')
    RULE    (long_name='Rate by the policy rule | 规则利率')
    r       (long_name='Short-term interest rate | 短期利率')
    GROWTH  (long_name='GDP growth, annualised | GDP增长率（年化）')
    DEFICIT (long_name='Spending less net taxes, percent of GDP | 支出减净税收，占GDP百分比')
    BORROWING (long_name='Deficit in money | 赤字金额');

varexo G_gov (long_name='Government purchases | 政府购买')
       TAX   (long_name='Measure on taxes less transfers, percent of GDP | 净税收措施占GDP百分比');

parameters c0 c1 c2 c3 i0 i1 i2 i3 i4 i5 s0 s1 s2 t0 t1 t2 n0 n1 n2 u0 u1 u2 u3 u4
           p0 p1 p2 p3 p4 r0 r1 r2 r3 r4 per_year drawn aim;

per_year = 4; drawn = .5; aim = 2.5;
c0 =  0.20; c1 =  0.33; c2 = -0.036; c3 = -0.082;
i0 = -6.5;  i1 =  1.30; i2 =  0.60;  i3 = -0.038; i4 = -0.71; i5 = -0.13;
s0 =  0.18; s1 = -0.12; s2 = -0.008;
t0 =  1.5;  t1 =  0.93; t2 =  0.40;
n0 =  0.2;  n1 =  0.94; n2 =  0.19;
u0 =  0.32; u1 = -0.17; u2 = -0.057; u3 = 0.39; u4 = -0.024;
p0 =  1.88; p1 =  0.24; p2 =  0.23;  p3 =  0.35; p4 = -0.28;
r0 =  0.20; r1 =  0.88; r2 =  0.16;  r3 = -0.04; r4 = -1.33;

model;
# dy = 100*diff(log(GDP));
# expected = (1 - drawn)*100/3*log(P(-1)/P(-13)) + drawn*aim;

[name='consumption', title='consumption | 消费', estimate='2sls', instruments='diff(log(G_gov)) diff(log(G_gov(-1))) diff(log(GDP(-1))) diff(log(GDP(-2))) diff(log(C(-1))) diff(log(C(-2))) diff(log(YD(-1))) log(C(-1)/YD(-1)) log(I(-1)/GDP(-1)) U(-1) r(-1)-r(-5) r(-2)-r(-6)']
100*diff(log(C)) = c0 + c1*100*diff(log(YD)) + c2*100*log(C(-1)/YD(-1)) + c3*(r(-1) - r(-5));

[name='investment', title='investment | 投资', estimate='ols']
100*diff(log(I)) = i0 + i1*100*diff(log(GDP(-1))) + i2*100*diff(log(GDP(-2)))
                   + i3*100*log(I(-1)/GDP(-1)) + i4*(r(-2) - r(-6)) + i5*(r(-2) - 100*log(P(-2)/P(-6)));

[name='rest of demand', title='rest of demand | 其余需求', estimate='ols']
100*diff(REST/GDP) = s0 + s1*100*diff(log(C + I + G_gov)) + s2*100*REST(-1)/GDP(-1);

[name='taxes', title='output less disposable income | 产出减可支配收入', estimate='ols']
100*T/GDP - TAX = t0 + t1*(100*T(-1)/GDP(-1) - TAX(-1)) + t2*dy;

[name='budget', title='budget | 预算', estimate='ols']
NET - TAX = n0 + n1*(NET(-1) - TAX(-1)) + n2*dy;

[name='unemployment', title='unemployment | 失业', estimate='ols']
diff(U) = u0 + u1*dy + u2*100*diff(log(GDP(-1))) + u3*diff(U(-1)) + u4*U(-1);

[name='inflation', title='inflation | 通胀', estimate='ols', fixed='drawn aim']
INFL - expected = p0 + p1*(INFL(-1) - expected) + p2*(INFL(-2) - expected)
                  + p3*(INFL(-3) - expected) + p4*U(-1);

[name='policy rule', title='policy rule | 政策规则', estimate='ols']
RULE = r0 + r1*r(-1) + r2*(INFL + INFL(-1) + INFL(-2) + INFL(-3))/4 + r3*U + r4*diff(U);

[name='short rate']
r = max(RULE, 0);

[name='product']
GDP = C + I + G_gov + REST;

[name='income']
YD = GDP - T;

[name='prices']
P = P(-1)*exp(INFL/(100*per_year));

[name='growth']
GROWTH = per_year*dy;

[name='deficit']
DEFICIT = 100*G_gov/GDP - NET;

[name='borrowing']
BORROWING = DEFICIT*GDP/100;
end;
