// Smets and Wouters (2007), "Shocks and frictions in US business cycles", American Economic Review
// 97(3): equations (1)-(14), the economy with flexible prices and wages (variables ending in f), and
// the measurement equations (15). Written from the paper. Quarterly, in percent from the balanced
// growth path; parameters and shocks at the posterior mode of tables 1A and 1B, estimated on
// 1966Q1-2004Q4. A file that includes this one may define SPENT, an expression added to what is
// spent out of output, such as "+ PURCHASES".
@#ifndef SPENT
@#define SPENT = ""
@#endif

var labobs  (long_name='Hours worked, measured | 观测工时')
    robs    (long_name='Federal funds rate, percent a quarter | 联邦基金利率（季度百分比）')
    pinfobs (long_name='Inflation, percent a quarter | 通货膨胀率（季度百分比）')
    dy      (long_name='Growth of output a head, percent | 人均产出增长率')
    dc      (long_name='Growth of consumption a head, percent | 人均消费增长率')
    dinve   (long_name='Growth of investment a head, percent | 人均投资增长率')
    dw      (long_name='Growth of real wages, percent | 实际工资增长率')
    ewma    (long_name='Current shock to the wage mark-up | 当期工资加成冲击')
    epinfma (long_name='Current shock to the price mark-up | 当期价格加成冲击')
    zcapf   (long_name='Capital utilisation, flexible prices | 资本利用率（弹性价格）')
    rkf     (long_name='Rental rate of capital, flexible prices | 资本租金率（弹性价格）')
    kf      (long_name='Capital services, flexible prices | 资本服务（弹性价格）')
    pkf     (long_name='Value of capital, flexible prices | 资本价值（弹性价格）')
    cf      (long_name='Consumption, flexible prices | 消费（弹性价格）')
    invef   (long_name='Investment, flexible prices | 投资（弹性价格）')
    yf      (long_name='Output, flexible prices | 产出（弹性价格）')
    labf    (long_name='Hours, flexible prices | 工时（弹性价格）')
    wf      (long_name='Real wage, flexible prices | 实际工资（弹性价格）')
    rrf     (long_name='Real rate, flexible prices | 实际利率（弹性价格）')
    mc      (long_name='Marginal cost | 边际成本')
    zcap    (long_name='Capital utilisation | 资本利用率')
    rk      (long_name='Rental rate of capital | 资本租金率')
    k       (long_name='Capital services | 资本服务')
    pk      (long_name='Value of capital | 资本价值')
    c       (long_name='Consumption | 消费')
    inve    (long_name='Investment | 投资')
    y       (long_name='Output | 产出')
    lab     (long_name='Hours worked | 工时')
    pinf    (long_name='Inflation | 通货膨胀')
    w       (long_name='Real wage | 实际工资')
    r       (long_name='Federal funds rate | 联邦基金利率')
    a       (long_name='Productivity | 生产率')
    b       (long_name='Risk premium | 风险溢价')
    g       (long_name='Exogenous spending, percent of output | 外生支出占产出百分比')
    qs      (long_name='Investment-specific technology | 投资专有技术')
    ms      (long_name='Monetary policy disturbance | 货币政策扰动')
    spinf   (long_name='Price mark-up disturbance | 价格加成扰动')
    sw      (long_name='Wage mark-up disturbance | 工资加成扰动')
    kpf     (long_name='Installed capital, flexible prices | 资本存量（弹性价格）')
    kp      (long_name='Installed capital | 资本存量');
varexo ea    (long_name='Productivity | 生产率')
       eb    (long_name='Risk premium | 风险溢价')
       eg    (long_name='Exogenous spending | 外生支出')
       eqs   (long_name='Investment-specific technology | 投资专有技术')
       em    (long_name='Monetary policy | 货币政策')
       epinf (long_name='Price mark-up | 价格加成')
       ew    (long_name='Wage mark-up | 工资加成');
parameters ctou clandaw cg curvp curvw calfa csigma cfc chabb csadjcost csigl cprobw cindw cprobp
    cindp czcap crpi crr cry crdy crhoa crhob crhog crhoqs crhoms crhopinf crhow cmap cmaw cgy
    ctrend constebeta constepinf constelab;

// Fixed: depreciation, wage mark-up, share of spending, curvature of the two aggregators.
ctou = .025; clandaw = 1.5; cg = .18; curvp = 10; curvw = 10;
// Table 1A: technology, preferences, frictions, policy.
csadjcost = 5.488197; csigma = 1.395193; chabb = .712401; cprobw = .737541; csigl = 1.919884;
cprobp = .656266; cindw = .591998; cindp = .228354; czcap = .547213; cfc = 1.614980;
crpi = 2.029467; crr = .815325; cry = .084687; crdy = .222926;
constepinf = .817982; constebeta = .160654; constelab = -.103065; ctrend = .432026;
calfa = .192800;
// Table 1B: persistence of the shocks; their sizes are below.
crhoa = .958774; crhob = .182439; crhog = .976161; crhoqs = .709569; crhoms = .127131;
crhopinf = .903807; crhow = .971854; cmap = .744872; cmaw = .888146; cgy = .526121;

model(linear);
// steady-state ratios
#gamma = 1 + ctrend / 100;
#beta = 1 / (1 + constebeta / 100);
#beta_bar = beta * gamma^(1 - csigma);
#pi_bar = 1 + constepinf / 100;
#rk_bar = gamma^csigma / beta - (1 - ctou);
#w_bar = (calfa^calfa * (1 - calfa)^(1 - calfa) / (cfc * rk_bar^calfa))^(1 / (1 - calfa));
#i_k = 1 - (1 - ctou) / gamma;
#l_k = (1 - calfa) / calfa * rk_bar / w_bar;
#k_y = cfc * l_k^(calfa - 1);
#i_y = i_k * gamma * k_y;
#c_y = 1 - cg - i_y;
#z_y = rk_bar * k_y;
#wl_c = (1 - calfa) / calfa * rk_bar * k_y / (clandaw * c_y);
#h = chabb / gamma;

// coefficients, numbered as in the paper
#c1 = h / (1 + h);
#c2 = (csigma - 1) * wl_c / (csigma * (1 + h));
#c3 = (1 - h) / (csigma * (1 + h));
#i1 = 1 / (1 + beta_bar);
#i2 = i1 / (gamma^2 * csadjcost);
#q1 = (1 - ctou) / (rk_bar + 1 - ctou);
#z1 = (1 - czcap) / czcap;
#k1 = 1 - i_k;
#k2 = i_k * gamma^2 * csadjcost;
#p0 = 1 + beta_bar * cindp;
#p3 = (1 - beta_bar * cprobp) * (1 - cprobp) / (p0 * cprobp * ((cfc - 1) * curvp + 1));
#w1 = 1 / (1 + beta_bar);
#w4 = w1 * (1 - beta_bar * cprobw) * (1 - cprobw) / (cprobw * ((clandaw - 1) * curvw + 1));

// flexible economy
yf = c_y * cf + i_y * invef + z_y * zcapf + g @{SPENT};
cf = c1 * cf(-1) + (1 - c1) * cf(+1) + c2 * (labf - labf(+1)) - c3 * rrf + b;
invef = i1 * invef(-1) + (1 - i1) * invef(+1) + i2 * pkf + qs;
pkf = q1 * pkf(+1) + (1 - q1) * rkf(+1) - rrf + b / c3;
yf = cfc * (calfa * kf + (1 - calfa) * labf + a);
kf = kpf(-1) + zcapf;
zcapf = z1 * rkf;
kpf = k1 * kpf(-1) + (1 - k1) * invef + k2 * qs;
a = calfa * rkf + (1 - calfa) * wf;
rkf = labf + wf - kf;
wf = csigl * labf + (cf - h * cf(-1)) / (1 - h);

// sticky economy
y = c_y * c + i_y * inve + z_y * zcap + g @{SPENT};                                                  // (1)
c = c1 * c(-1) + (1 - c1) * c(+1) + c2 * (lab - lab(+1)) - c3 * (r - pinf(+1)) + b;         // (2)
inve = i1 * inve(-1) + (1 - i1) * inve(+1) + i2 * pk + qs;                                  // (3)
pk = q1 * pk(+1) + (1 - q1) * rk(+1) - (r - pinf(+1)) + b / c3;                             // (4)
y = cfc * (calfa * k + (1 - calfa) * lab + a);                                              // (5)
k = kp(-1) + zcap;                                                                          // (6)
zcap = z1 * rk;                                                                             // (7)
kp = k1 * kp(-1) + (1 - k1) * inve + k2 * qs;                                               // (8)
mc = calfa * rk + (1 - calfa) * w - a;                                                      // (9)
pinf = cindp / p0 * pinf(-1) + beta_bar / p0 * pinf(+1) + p3 * mc + spinf;                  // (10)
rk = lab + w - k;                                                                           // (11)
w = w1 * w(-1) + (1 - w1) * (w(+1) + pinf(+1)) - w1 * (1 + beta_bar * cindw) * pinf
    + w1 * cindw * pinf(-1) + w4 * (csigl * lab + (c - h * c(-1)) / (1 - h) - w) + sw;      // (12)-(13)
[name='rule']
r = crr * r(-1) + (1 - crr) * (crpi * pinf + cry * (y - yf))
    + crdy * (y - yf - y(-1) + yf(-1)) + ms;                                                // (14)

// disturbances
a = crhoa * a(-1) + ea;
b = crhob * b(-1) + eb;
g = crhog * g(-1) + eg + cgy * ea;
qs = crhoqs * qs(-1) + eqs;
ms = crhoms * ms(-1) + em;
epinfma = epinf;
spinf = crhopinf * spinf(-1) + epinf - cmap * epinfma(-1);
ewma = ew;
sw = crhow * sw(-1) + ew - cmaw * ewma(-1);

// measurement (15)
dy = y - y(-1) + ctrend;
dc = c - c(-1) + ctrend;
dinve = inve - inve(-1) + ctrend;
dw = w - w(-1) + ctrend;
pinfobs = pinf + constepinf;
robs = r + 100 * (pi_bar * gamma^csigma / beta - 1);
labobs = lab + constelab;
end;

shocks;
var ea; stderr .451788;
var eb; stderr .242461;
var eg; stderr .520010;
var eqs; stderr .450107;
var em; stderr .239839;
var epinf; stderr .141124;
var ew; stderr .244392;
end;
