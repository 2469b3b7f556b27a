@#define PICTURE = "anchored"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define BOUND = 1
@#define OPEN = 1
@#define RER_MEAN = 0
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -618.99, log marginal likelihood -662.43. Written by
// tools/estimate_projection.py.
a1 = 0.6894;
okun = 0.2374;
growth_ss = 0.8603;
natural_ss = 0.0804;
u_ss = 3.9570;
g1 = 0.9240;
g2 = 0.5974;
g4 = 0.0924;
b1 = 0.7433;
b2 = 0.1942;
b3 = 0.0491;
l1 = 0.5576;
l2 = 0.0301;
weight = 0.4139;
shocks;
var e_exchange; stderr 2.2612;
var e_rer_trend; stderr 2.6830;
var e_demand; stderr 0.6837;
var e_prices; stderr 1.1005;
var e_rate; stderr 0.1913;
var e_level; stderr 0.3849;
var e_trend; stderr 0.0484;
var e_anchor; stderr 0.1538;
var e_natural; stderr 0.0699;
var e_u; stderr 0.0900;
var e_u_natural; stderr 0.0301;
var e_u_drift; stderr 0.0103;
end;
