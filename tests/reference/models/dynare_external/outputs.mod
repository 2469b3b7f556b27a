// A growth model whose steady_state_model block takes two outputs of a function.
var c k z l; varexo e; parameters alpha beta delta rho chi;
alpha = 0.33; beta = 0.99; delta = 0.025; rho = 0.95;
model;
1/c = beta/c(+1)*(alpha*exp(z(+1))*(k/l(+1))^(alpha - 1) + 1 - delta);
c + k = exp(z)*k(-1)^alpha*l^(1-alpha) + (1 - delta)*k(-1);
chi*l = (1-alpha)*exp(z)*(k(-1)/l)^alpha/c;
z = rho*z(-1) + e;
end;
steady_state_model;
z = 0; l = 1/3;
[k, c] = capital(alpha, beta, delta, l);
chi = (1-alpha)*(k/l)^alpha/c/l;
end;
shocks; var e; stderr 0.01; end;
steady; stoch_simul(order=1,irf=0,noprint,nograph);
