// Smets and Wouters (2007), "Shocks and frictions in US business cycles", American Economic Review
// 97: equations (1)-(14), the economy with flexible prices and wages (variables ending in f), and
// the measurement equations (15). Parameters are given values from outside.

var labobs robs pinfobs dy dc dinve dw          // measured
    ewma epinfma                                // current shocks of the two moving averages
    zcapf rkf kf pkf cf invef yf labf wf rrf    // flexible economy
    mc zcap rk k pk c inve y lab pinf w r       // sticky economy
    a b g qs ms spinf sw                        // disturbances
    kpf kp;                                     // installed capital
varexo ea eb eg eqs em epinf ew;
parameters ctou clandaw cg curvp curvw calfa csigma cfc chabb csadjcost csigl cprobw cindw cprobp
    cindp czcap crpi crr cry crdy crhoa crhob crhog crhoqs crhoms crhopinf crhow cmap cmaw cgy
    ctrend constebeta constepinf constelab;

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
yf = c_y * cf + i_y * invef + z_y * zcapf + g;
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
y = c_y * c + i_y * inve + z_y * zcap + g;                                                  // (1)
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
