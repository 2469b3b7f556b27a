@#define PICTURE = "accelerating"
@#include "us_projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1378.85, log marginal likelihood -1410.69. Written by
// tools/estimate_us_projection.py.
g1 = 0.8903;
g2 = 0.5264;
g4 = 0.2045;
a1 = 0.5002;
okun = 0.5946;
growth_ss = 2.5976;
natural_ss = 1.6289;
u_ss = 4.8419;
b1 = 1.3063;
b2 = -0.3468;
b3 = 0.0448;
py = 0.1210;
shocks;
var e_demand; stderr 0.5912;
var e_prices; stderr 2.4898;
var e_rate; stderr 0.7993;
var e_level; stderr 0.4561;
var e_trend; stderr 0.0594;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0696;
var e_u; stderr 0.0985;
var e_u_natural; stderr 0.0298;
var e_u_drift; stderr 0.0121;
end;
