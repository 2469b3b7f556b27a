@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define OPEN = 1
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -328.75, log marginal likelihood -375.20. Written by
// tools/estimate_projection.py.
g1 = 0.9445;
g2 = 0.6298;
g4 = 0.1387;
a1 = 0.6517;
okun = 0.2098;
growth_ss = 0.8344;
natural_ss = 0.4157;
u_ss = 3.9945;
b1 = 1.2466;
b2 = -0.1842;
b3 = 0.0522;
py = 0.1237;
shocks;
var e_demand; stderr 0.7855;
var e_prices; stderr 1.4985;
var e_rate; stderr 0.1760;
var e_level; stderr 0.4219;
var e_trend; stderr 0.0484;
var e_anchor; stderr 0.0993;
var e_natural; stderr 0.0686;
var e_u; stderr 0.0871;
var e_u_natural; stderr 0.0298;
var e_u_drift; stderr 0.0124;
end;
