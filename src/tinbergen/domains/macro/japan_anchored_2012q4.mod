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

// The mode of the posterior on 1995Q2 to 2012Q4, series as published in October 2026; log
// likelihood -477.01, log marginal likelihood -508.51. Written by
// tools/estimate_projection.py.
a1 = 0.6785;
okun = 0.2293;
growth_ss = 0.7927;
natural_ss = 0.3128;
u_ss = 3.9999;
g1 = 0.9134;
g2 = 0.5814;
g4 = 0.1009;
b1 = 0.7497;
b2 = 0.1959;
b3 = 0.0472;
l1 = 0.5599;
l2 = 0.0405;
weight = 0.4120;
shocks;
var e_exchange; stderr 2.4904;
var e_rer_trend; stderr 2.3428;
var e_demand; stderr 0.7677;
var e_prices; stderr 1.1539;
var e_rate; stderr 0.2155;
var e_level; stderr 0.4241;
var e_trend; stderr 0.0481;
var e_anchor; stderr 0.1532;
var e_natural; stderr 0.0694;
var e_u; stderr 0.1005;
var e_u_natural; stderr 0.0300;
var e_u_drift; stderr 0.0096;
end;
