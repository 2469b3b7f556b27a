// Orphanides (2003), The quest for prosperity without inflation, Journal of Monetary Economics 50:
// a structural autoregression of the United States, quarterly, with the coefficients of the
// Macroeconomic Model Data Base's US_OR03 (Wieland and others), without its intercept.
// Inflation and the rate in percent a year, output gap in percent. The rule at first is Taylor's
// (1993); rho, a and b may be chosen.

var pi    (long_name='Inflation, annualised | 通货膨胀率（年化）')
    y     (long_name='Output gap | 产出缺口')
    i     (long_name='Federal funds rate | 联邦基金利率')
    pibar (long_name='Inflation over four quarters | 四个季度的通货膨胀率')
    di    (long_name='Change of the rate | 利率的变化');
varexo e_pi (long_name='Cost-push shock | 成本冲击')
       e_y  (long_name='Demand shock | 需求冲击');
parameters p1 p2 p3 p4 y0 y1 y2 y3 y4 d1 d2 d3 d4 g1 g2 g3 g4 r1 r2 r3 r4 rho a b;
p1 = .3280; p2 = .3034; p3 = .2584; p4 = .1102;
y0 = .2835; y1 = .0273; y2 = -.3418; y3 = .2986; y4 = -.1245;
d1 = .023509403; d2 = -.018273476; d3 = -.009214318; d4 = .085793876;
g1 = 1.108346534; g2 = .111102286; g3 = -.184403424; g4 = -.090084761;
r1 = -.021894643; r2 = -.325769155; r3 = .261153539; r4 = .004694774;
rho = 0; a = 1.5; b = .5;

model(linear);
[name='inflation', title='inflation | 通胀']
pi = p1*pi(-1) + p2*pi(-2) + p3*pi(-3) + p4*pi(-4)
   + y0*y + y1*y(-1) + y2*y(-2) + y3*y(-3) + y4*y(-4) + e_pi;
[name='demand', title='demand | 需求']
y = d1*pi(-1) + d2*pi(-2) + d3*pi(-3) + d4*pi(-4)
  + g1*y(-1) + g2*y(-2) + g3*y(-3) + g4*y(-4)
  + r1*i(-1) + r2*i(-2) + r3*i(-3) + r4*i(-4) + e_y;
[name='rule', title='policy rule | 政策规则']
i = rho*i(-1) + (1 - rho)*(a*pibar + b*y);
[name='inflation over a year']
pibar = (pi + pi(-1) + pi(-2) + pi(-3))/4;
[name='change']
di = i - i(-1);
end;

shocks;
var e_pi; stderr 1.4069906748;
var e_y; stderr .771025149;
end;
