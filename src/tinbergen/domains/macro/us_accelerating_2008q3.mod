@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2008Q3, series as published in August 2026; log
// likelihood -1053.88, log marginal likelihood -1078.93. Written by
// tools/estimate_projection.py.
g1 = 0.8878;
g2 = 0.5335;
g4 = 0.2132;
a1 = 0.4950;
okun = 0.5583;
growth_ss = 2.7835;
natural_ss = 1.6638;
u_ss = 4.8645;
b1 = 1.2583;
b2 = -0.3322;
b3 = 0.0562;
py = 0.1614;
shocks;
var e_demand; stderr 0.6276;
var e_prices; stderr 1.5430;
var e_rate; stderr 0.8981;
var e_level; stderr 0.4539;
var e_trend; stderr 0.0526;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0694;
var e_u; stderr 0.1013;
var e_u_natural; stderr 0.0298;
var e_u_drift; stderr 0.0123;
end;
