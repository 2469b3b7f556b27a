@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1311.91, log marginal likelihood -1342.40. Written by
// tools/estimate_projection.py.
g1 = 0.8923;
g2 = 0.5138;
g4 = 0.2138;
a1 = 0.5042;
okun = 0.5954;
growth_ss = 2.6012;
natural_ss = 1.6207;
u_ss = 4.8483;
b1 = 1.3073;
b2 = -0.3487;
b3 = 0.0461;
py = 0.1191;
shocks;
var e_demand; stderr 0.5913;
var e_prices; stderr 1.8363;
var e_rate; stderr 0.8173;
var e_level; stderr 0.4546;
var e_trend; stderr 0.0594;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0695;
var e_u; stderr 0.0991;
var e_u_natural; stderr 0.0298;
var e_u_drift; stderr 0.0122;
end;
