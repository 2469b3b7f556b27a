// Exogenous variables at several lags and leads, alone and inside products.
var x y z;
varexo u v;
parameters a;
a = 0.4;
model;
x = a*x(-1) + u(-3) + 0.2*u(+2) + 0.1*v(-1);
y = 0.5*y(-1) + 0.3*x(+1) + log(1 + 0.1*(1 + v(+1))*(1 + u(-1))) - log(1.1);
exp(z) = exp(0.5*z(-1)) + 0.3*v(-2)*(1 + u(-2)) + 0.2*(u + v(+2))*(1 + x(+1));
end;
shocks;
var u; stderr 0.1;
var v; stderr 0.2;
var u, v = 0.005;
end;
steady(tolf=1e-14, maxit=100);
check;
stoch_simul(order=1, irf=0, noprint, nograph);
