// What was expected before, and the same term as a long lead.
var x y;
varexo u;
model;
x = 0.3*EXPECTATION(-1)(x(+1)*y) + EXPECTATION(-2)(u(-2)) + 0.1*x(+3)*y(+2) + 0.2*u(+1) + u(-1) + 0.5*u;
y = 0.5*y(-1) + 0.5 + u;
end;
initval;
x = 0.1;
y = 1;
end;
steady(tolf=1e-14, maxit=100);
shocks;
var u; stderr 0.1;
end;
stoch_simul(order=1, irf=0, noprint, nograph);
