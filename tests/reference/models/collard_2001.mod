// Collard (2001), "Stochastic simulations with Dynare: a practical guide": a business-cycle model
// with two correlated disturbances of productivity. Parameters are given values from outside.

var y c k a h b;
varexo e u;
parameters beta rho alpha delta theta psi tau;

model;
c * theta * h^(1 + psi) = (1 - alpha) * y;
k = beta * exp(b) * c / (exp(b(+1)) * c(+1)) * (exp(b(+1)) * alpha * y(+1) + (1 - delta) * k);
y = exp(a) * k(-1)^alpha * h^(1 - alpha);
k = exp(b) * (y - c) + (1 - delta) * k(-1);
a = rho * a(-1) + tau * b(-1) + e;
b = tau * a(-1) + rho * b(-1) + u;
end;
