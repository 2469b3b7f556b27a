// A permanent change so large that Newton's method needs homotopy in Dynare.
var c k;
varexo x;
parameters alpha beta delta gamma;
alpha = 0.5; beta = 0.95; delta = 0.1; gamma = 6;
model;
c^(-gamma) = beta*c(+1)^(-gamma)*(alpha*x(+1)*k^(alpha - 1) + 1 - delta);
c + k = x*k(-1)^alpha + (1 - delta)*k(-1);
end;
initval;
x = 1; k = 10; c = 2;
end;
steady(tolf = 1e-12);
endval;
x = 5; k = 250; c = 50;
end;
steady(tolf = 1e-12);
perfect_foresight_setup(periods = 200);
perfect_foresight_solver(tolf = 1e-11);
