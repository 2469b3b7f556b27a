@#define PICTURE = "anchored"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2008Q3, series as published in August 2026; log
// likelihood -1076.38, log marginal likelihood -1120.19. Written by
// tools/estimate_projection.py.
g1 = 0.8494;
g2 = 0.7121;
g4 = 0.2218;
a1 = 0.5338;
okun = 0.5868;
growth_ss = 2.7539;
natural_ss = 1.7208;
u_ss = 4.9065;
b1 = 0.7321;
b2 = 0.1933;
b3 = 0.0539;
l1 = 0.5308;
l2 = 0.1070;
shocks;
var e_demand; stderr 0.5839;
var e_prices; stderr 1.2727;
var e_rate; stderr 0.9162;
var e_level; stderr 0.4252;
var e_trend; stderr 0.0539;
var e_anchor; stderr 0.1500;
var e_natural; stderr 0.0708;
var e_u; stderr 0.1091;
var e_u_natural; stderr 0.0304;
var e_u_drift; stderr 0.0120;
end;
