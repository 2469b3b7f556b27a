// Optimal policy under commitment when the interest rate can't fall below zero
// (Eggertsson and Woodford 2003; Gali 2015, ch. 5): the rate's condition holds while i > 0.
var pi x i p m1 m2;
varexo natural;
parameters beta sigma phi eps theta alpha kappa weight;
beta = 0.99; sigma = 1; phi = 5; eps = 9; theta = 0.75; alpha = 0.25;
kappa = (1 - theta)*(1 - beta*theta)/theta*(1 - alpha)/(1 - alpha + alpha*eps)*(sigma + (phi + alpha)/(1 - alpha));
weight = kappa/eps;

model;
pi = beta*pi(+1) + kappa*x;
x = x(+1) - (i - pi(+1) - natural)/sigma;
pi + m1 - m1(-1) - m2(-1)/(beta*sigma) = 0;
weight*x - kappa*m1 + m2 - m2(-1)/beta = 0;
[name = 'rate', mcp = 'i > 0']
m2/sigma = 0;
pi = p - p(-1);
end;

initval;
natural = 1;
i = 1;
end;
steady;

shocks;
var natural;
periods 1:6;
values -1;
end;

perfect_foresight_setup(periods = 50);
perfect_foresight_solver(lmmcp);
