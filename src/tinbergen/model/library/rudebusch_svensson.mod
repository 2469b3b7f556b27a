// Rudebusch and Svensson (1999), Policy rules for inflation targeting, in Taylor (ed.), Monetary
// Policy Rules, NBER, equations 5.1 and 5.2: United States, 1961Q1-1996Q2, quarterly, demeaned.
// Inflation and the rate in percent a year, output gap in percent. The rule at first is Taylor's
// (1993); rho, a and b may be chosen.

var pi    (long_name='Inflation, annualised | 通货膨胀率（年化）')
    y     (long_name='Output gap | 产出缺口')
    i     (long_name='Federal funds rate | 联邦基金利率')
    pibar (long_name='Inflation over four quarters | 四个季度的通货膨胀率')
    ibar  (long_name='Rate over four quarters | 四个季度的利率')
    di    (long_name='Change of the rate | 利率的变化');
varexo e_pi (long_name='Cost-push shock | 成本冲击')
       e_y  (long_name='Demand shock | 需求冲击');
parameters a1 a2 a3 a4 ay b1 b2 br rho a b;
a1 = .70; a2 = -.10; a3 = .28; a4 = .12; ay = .14;
b1 = 1.16; b2 = -.25; br = .10;
rho = 0; a = 1.5; b = .5;

model(linear);
[name='inflation', title='inflation | 通胀']
pi = a1*pi(-1) + a2*pi(-2) + a3*pi(-3) + a4*pi(-4) + ay*y(-1) + e_pi;
[name='demand', title='demand | 需求']
y = b1*y(-1) + b2*y(-2) - br*(ibar(-1) - pibar(-1)) + e_y;
[name='rule', title='policy rule | 政策规则']
i = rho*i(-1) + (1 - rho)*(a*pibar + b*y);
[name='inflation over a year']
pibar = (pi + pi(-1) + pi(-2) + pi(-3))/4;
[name='rate over a year']
ibar = (i + i(-1) + i(-2) + i(-3))/4;
[name='change']
di = i - i(-1);
end;

shocks;
var e_pi; stderr 1.009;
var e_y; stderr .819;
end;
