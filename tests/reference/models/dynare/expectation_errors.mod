// What is learnt in periods 1, 3 and 6 about a path, and about the level for ever.
var c k;
varexo x w;
parameters alpha beta delta gamma;
alpha = 0.4; beta = 0.97; delta = 0.08; gamma = 1.5;
model;
c^(-gamma) = beta*c(+1)^(-gamma)*(alpha*x(+1)*k^(alpha - 1) + 1 - delta);
c + k = x*k(-1)^alpha + (1 - delta)*k(-1) + w;
end;
initval;
x = 1; w = 0; k = 5; c = 1.2;
end;
steady(tolf = 1e-12);
perfect_foresight_with_expectation_errors_setup(periods = 40, datafile = 'expectation_errors.csv');
perfect_foresight_with_expectation_errors_solver(tolf = 1e-11);
