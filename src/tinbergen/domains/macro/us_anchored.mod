@#define PICTURE = "anchored"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1344.94, log marginal likelihood -1396.32. Written by
// tools/estimate_projection.py.
g1 = 0.8646;
g2 = 0.7823;
g4 = 0.2280;
a1 = 0.5603;
okun = 0.6373;
growth_ss = 2.5950;
natural_ss = 1.6487;
u_ss = 4.9011;
b1 = 0.7535;
b2 = 0.2039;
b3 = 0.0545;
l1 = 0.5466;
l2 = 0.0463;
shocks;
var e_demand; stderr 0.5554;
var e_prices; stderr 1.5800;
var e_rate; stderr 0.8346;
var e_level; stderr 0.4173;
var e_trend; stderr 0.0617;
var e_anchor; stderr 0.1493;
var e_natural; stderr 0.0716;
var e_u; stderr 0.1098;
var e_u_natural; stderr 0.0302;
var e_u_drift; stderr 0.0105;
end;
