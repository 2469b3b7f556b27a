@#define PICTURE = "anchored"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define OPEN = 1
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -318.84, log marginal likelihood -358.74. Written by
// tools/estimate_projection.py.
g1 = 0.9268;
g2 = 0.9356;
g4 = 0.1014;
a1 = 0.6762;
okun = 0.2278;
growth_ss = 0.8891;
natural_ss = 0.1253;
u_ss = 3.9419;
b1 = 0.6623;
b2 = 0.2702;
b3 = 0.1579;
l1 = 0.8163;
l2 = 0.1315;
shocks;
var e_demand; stderr 0.5696;
var e_prices; stderr 1.0792;
var e_rate; stderr 0.1950;
var e_level; stderr 0.4096;
var e_trend; stderr 0.0483;
var e_anchor; stderr 0.1608;
var e_natural; stderr 0.0697;
var e_u; stderr 0.0885;
var e_u_natural; stderr 0.0302;
var e_u_drift; stderr 0.0105;
end;
