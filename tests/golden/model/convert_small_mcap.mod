// FRB/US, the Federal Reserve Board's model of the United States economy.
// Written by tinbergen from model.xml (small), expectations mcap, 3 equations.
// x_aerr is the add-factor of the equation of x; stochastic='...' marks the equations
// whose errors the Board draws in stochastic simulations.

var
  c (long_name='Consumption, the consumer’s share')
  y
  zy (long_name='Expected growth')
;

varexo
  g (long_name='Government purchases')
  r
  rmin
;

// Add-factors.
varexo
  c_aerr y_aerr zy_aerr
;

parameters
  y_c_1 y_c_2 y_zy_1 y_zy_2
;

y_c_1 = 0.002;
y_c_2 = .6;
y_zy_1 = 0.9;
y_zy_2 = 0.1;

model;

[name='c', sector='Household Expenditures', stochastic='IS']
diff(log(c)) - c_aerr = y_c_1 + y_c_2*diff(log(y)) + (1 - y_c_2)*diff(log(c(-1))) - 0.01*zy;

[name='y']
y - y_aerr = c + g + max(r, rmin);

[name='zy']
zy - zy_aerr = y_zy_1*zy(+1) + y_zy_2*diff(log(y(+1)));

end;
