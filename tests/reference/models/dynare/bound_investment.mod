// Irreversible investment: the Euler equation holds while investment is above its bound.
var c k i lambda z;
varexo e;
parameters alpha beta delta gamma rho;
alpha = 0.33; beta = 0.96; delta = 0.1; gamma = 2; rho = 0.8;

model;
c^(-gamma) - lambda = beta*(c(+1)^(-gamma)*(alpha*exp(z(+1))*k^(alpha - 1) + 1 - delta) - (1 - delta)*lambda(+1));
[mcp = 'i > 0.25']
lambda = 0;
c + i = exp(z)*k(-1)^alpha;
k = (1 - delta)*k(-1) + i;
z = rho*z(-1) + e;
end;

initval;
k = 3;
i = 0.3;
c = 1.1;
end;
steady(tolf = 1e-12);

shocks;
var e;
periods 1;
values -0.3;
end;

perfect_foresight_setup(periods = 80);
perfect_foresight_solver(lmmcp, maxit = 100);
