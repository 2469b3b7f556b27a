@#define PICTURE = "anchored"
@#include "us_projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1386.20, log marginal likelihood -1433.69. Written by
// tools/estimate_us_projection.py.
g1 = 0.8629;
g2 = 0.9291;
g4 = 0.2050;
a1 = 0.5580;
okun = 0.6363;
growth_ss = 2.5865;
natural_ss = 1.6598;
u_ss = 4.8970;
b1 = 0.7504;
b2 = 0.2078;
b3 = 0.0616;
l1 = 0.5833;
l2 = 0.0515;
shocks;
var e_demand; stderr 0.5457;
var e_prices; stderr 1.9724;
var e_rate; stderr 0.8192;
var e_level; stderr 0.4198;
var e_trend; stderr 0.0622;
var e_anchor; stderr 0.1494;
var e_natural; stderr 0.0732;
var e_u; stderr 0.1093;
var e_u_natural; stderr 0.0302;
var e_u_drift; stderr 0.0104;
end;
