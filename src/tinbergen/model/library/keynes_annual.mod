// The small Keynesian model of us_keynes.mod for annual data: the same causes, shorter lags.
// Instruments: G_gov, the tax measure TAX and, when it is taken from the rule, the rate r.
// Rates and growth in percent a year. The values are a starting point: they are estimated on the
// case's data.

var GDP     (long_name='Gross domestic product | 国内生产总值')
    C       (long_name='Consumption | 消费')
    I       (long_name='Investment | 投资')
    REST    (long_name='Rest of demand | 其余需求')
    T       (long_name='Net taxes | 净税收')
    YD      (long_name='Disposable income | 可支配收入')
    U       (long_name='Unemployment rate | 失业率')
    INFL    (long_name='Inflation | 通货膨胀率')
    P       (long_name='Price level | 价格水平')
    RULE    (long_name='Rate by the policy rule | 规则利率')
    r       (long_name='Short-term interest rate | 短期利率')
    GROWTH  (long_name='GDP growth | GDP增长率')
    DEFICIT (long_name='Spending less net taxes, percent of GDP | 支出减净税收，占GDP百分比')
    BORROWING (long_name='Spending less net taxes | 支出减净税收');

varexo G_gov (long_name='Government spending | 政府支出')
       TAX   (long_name='Tax measure, percent of GDP | 税收措施占GDP百分比');

parameters c0 c1 c2 c3 i0 i1 i2 i3 s0 s1 t0 t1 t2 u0 u1 u2 p0 p1 p2 r0 r1 r2 r3
           per_year;

per_year = 1;
c0 =  0.5;  c1 =  0.6;  c2 = -0.15; c3 = -0.2;
i0 = -20;   i1 =  1.5;  i2 = -0.15; i3 = -1.5;
s0 =  0.2;  s1 = -0.10;
t0 =  4;    t1 =  0.80; t2 =  0.30;
u0 =  1.2;  u1 = -0.40; u2 =  0.05;
p0 =  1.5;  p1 = -0.10; p2 = -0.25;
r0 =  1.0;  r1 =  0.60; r2 =  0.45; r3 = -0.10;

model;
# dy = 100*diff(log(GDP));

[name='consumption', title='consumption | 消费', estimate='2sls', instruments='diff(log(G_gov)) diff(log(GDP(-1))) diff(log(C(-1))) diff(log(YD(-1))) log(C(-1)/YD(-1)) log(I(-1)/GDP(-1)) U(-1) diff(r(-1))']
100*diff(log(C)) = c0 + c1*100*diff(log(YD)) + c2*100*log(C(-1)/YD(-1)) + c3*diff(r(-1));

[name='investment', title='investment | 投资', estimate='ols']
100*diff(log(I)) = i0 + i1*100*diff(log(GDP(-1))) + i2*100*log(I(-1)/GDP(-1)) + i3*diff(r(-1));

[name='rest of demand', title='rest of demand | 其余需求', estimate='ols']
100*diff(REST/GDP) = s0 + s1*100*diff(log(C + I + G_gov));

[name='taxes', title='tax | 税收', estimate='ols']
100*T/GDP - TAX = t0 + t1*(100*T(-1)/GDP(-1) - TAX(-1)) + t2*dy;

[name='unemployment', title='unemployment | 失业', estimate='ols']
diff(U) = u0 + u1*dy + u2*diff(U(-1));

[name='inflation', title='inflation | 通胀', estimate='ols']
diff(INFL) = p0 + p1*diff(INFL(-1)) + p2*U(-1);

[name='policy rule', title='policy rule | 政策规则', estimate='ols']
RULE = r0 + r1*r(-1) + r2*INFL + r3*U;

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
DEFICIT = 100*(G_gov - T)/GDP;

[name='borrowing']
BORROWING = G_gov - T;
end;
