// A quarterly projection model in gaps: Berg, Karam and Laxton (2006), A practical model-based
// approach to monetary policy analysis, IMF working papers 06/80 and 06/81, with the calibration
// of the IMF's course. Inflation and the rate in percent a year, gaps in percent.

var y   (long_name='Output gap | 产出缺口')
    pi  (long_name='Inflation, annualised | 通货膨胀率（年化）')
    pi4 (long_name='Inflation over four quarters | 四个季度的通货膨胀率')
    rs  (long_name='Policy rate | 政策利率')
    rr  (long_name='Real rate | 实际利率')
    z   (long_name='Real exchange rate, up: depreciation | 实际汇率，上升为贬值')
    s   (long_name='Exchange rate | 汇率')
    p   (long_name='Price level | 价格水平');
varexo e_y  (long_name='Demand shock | 需求冲击')
       e_pi (long_name='Cost-push shock | 成本冲击')
       e    (long_name='Policy shock | 政策冲击');
parameters persistence demand real mci backward passed slope smoothing inflation gap naive;
persistence = .8; demand = .3; real = .7; mci = .3;
backward = .7; passed = .3; slope = .2; naive = .4;
smoothing = .7; inflation = .5; gap = .5;

model(linear);
[name='demand', title='demand | 需求']
y = persistence*y(-1) - demand*(real*rr - mci*z) + e_y;
[name='inflation', title='inflation | 通胀']
pi = backward*pi(-1) + (1 - backward)*pi(+1) + slope*((1 - passed)*y + passed*z) + e_pi;
[name='inflation over a year']
pi4 = (pi + pi(-1) + pi(-2) + pi(-3))/4;
[name='rule', title='policy rule | 政策规则']
rs = smoothing*rs(-1) + (1 - smoothing)*(pi4(+1) + inflation*pi4(+4) + gap*y) + e;
[name='real rate']
rr = rs - pi4(+1);
[name='real exchange rate']
z = s - p;
[name='price level']
p = p(-1) + pi/4;
[name='uncovered parity', title='uncovered interest parity | 无抛补利率平价']
s = (1 - naive)*s(+1) + naive*s(-1) - rs/4;
end;

shocks;
var e_y; stderr .5;
var e_pi; stderr .4;
var e; stderr .25;
end;
