// Written by tinbergen from klein.mdl, a model in the language of bimets.

var
  cn i w1 y p k
;

varexo
  w2 t time g
;

parameters
  a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c3_lag_1 c3_lag_2 c4
;

model;

// Consumption
[name='cn', estimate='ols', sample='1925 1 1941 1']
cn = a1 + a2*p + a3*p(-1) + a4*(w1 + w2);

// Investment with restrictions
[name='i', estimate='ols', restrictions='b2 + b3 = 1; b4 = -0.1', sample='1923 1 1941 1']
i = b1 + b2*p + b3*p(-1) + b4*k(-1);

// Demand for labour with a distributed lag
[name='w1', estimate='ols', restrictions='c3 - 2*c3_lag_1 + c3_lag_2 = 0; c3_lag_2 = 0; c3_lag_1 = 0.1']
w1 = c1 + c2*(y + t - w2) + c3*(y(-1) + t(-1) - w2(-1)) + c3_lag_1*(y(-2) + t(-2) - w2(-2))
    + c3_lag_2*(y(-3) + t(-3) - w2(-3)) + c4*time;

[name='y']
y = cn + i + g - t;

[name='p']
log(p) = log(y - (w1 + w2));

[name='k']
k = (i > 0)*(k(-1) + i) + (1 - (i > 0))*k(-1);

end;
