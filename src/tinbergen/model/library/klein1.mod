// Klein Model I of the United States, 1921-1941.
// L. R. Klein, Economic Fluctuations in the United States, 1921-1941 (1950), chapter III;
// data and notation as in W. H. Greene, Econometric Analysis, "Klein's Model I".
// Billions of 1934 dollars; K is the capital stock at the end of the year, A is year - 1931.
// The values below are two-stage least squares, 1921-1941.

var C  (long_name='Consumption | 消费')
    I  (long_name='Net investment | 净投资')
    Wp (long_name='Private wage bill | 私人部门工资')
    X  (long_name='Total product | 总产出')
    P  (long_name='Profits | 利润')
    K  (long_name='Capital stock | 资本存量');

varexo Wg (long_name='Government wage bill | 政府工资')
       G  (long_name='Government non-wage spending | 政府非工资支出')
       T  (long_name='Business taxes | 企业税')
       A  (long_name='Years from 1931 | 距1931年的年数');

parameters a0 a1 a2 a3 b0 b1 b2 b3 c0 c1 c2 c3;

a0 = 16.5548; a1 = 0.0173; a2 = 0.2162; a3 = 0.8102;
b0 = 20.2782; b1 = 0.1502; b2 = 0.6159; b3 = -0.1578;
c0 =  1.5003; c1 = 0.4389; c2 = 0.1467; c3 = 0.1304;

model;
[name='consumption', estimate='2sls', instruments='G T Wg A P(-1) K(-1) X(-1)']
C = a0 + a1*P + a2*P(-1) + a3*(Wp + Wg);

[name='investment', estimate='2sls', instruments='G T Wg A P(-1) K(-1) X(-1)']
I = b0 + b1*P + b2*P(-1) + b3*K(-1);

[name='wages', estimate='2sls', instruments='G T Wg A P(-1) K(-1) X(-1)']
Wp = c0 + c1*X + c2*X(-1) + c3*A;

[name='product']
X = C + I + G;

[name='profits']
P = X - T - Wp;

[name='capital']
K = K(-1) + I;
end;
