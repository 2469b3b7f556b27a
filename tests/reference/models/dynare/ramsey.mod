/* Ramsey growth,
 block comment */
var c k y z (long_name='tech'); // line comment
predetermined_variables k;
varexo e; % percent comment
parameters alpha beta delta rho;
alpha = 0.33; beta = 0.99; delta = 0.025; rho = .95;
model;
[name='Euler'] 1/c = beta/c(+1)*(alpha*exp(z(+1))*k(+1)^(alpha-1)+1-delta);
k(+1) = y - c + (1-delta)*k;
y = exp(z)*k^alpha;
z = rho*z(-1) + e;
end;
steady_state_model;
z = 0;
kl = ((1/beta-1+delta)/alpha)^(1/(alpha-1));
k = kl; y = k^alpha; c = y - delta*k;
end;
shocks; var e = 0.007^2; end;
steady; check;
stoch_simul(order=1, irf=0, noprint, nograph);
