// Equations for the steady state alone: without them it is not unique.
var y k c;
varexo e;
parameters a level;
a = 0.9;
level = 2;
model;
[name='growth', dynamic]
log(y) = log(y(-1)) + e - 0.2*(k(-1) - 1.2);
[static]
y = level;
[dynamic]
k = 0.5*k(-1) + 0.5*y/y(-1) + 0.1*c(+1)/c;
[name='capital at rest', static]
k = 0.6/0.5;
c = a*y*k(-1);
end;
initval;
y = 1;
k = 1;
c = 1;
end;
steady(tolf=1e-14, maxit=100);
check;
stoch_simul(order=1, irf=0, noprint, nograph);
