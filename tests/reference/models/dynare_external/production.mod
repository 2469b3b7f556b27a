// A growth model with labour whose production function is the user's own.
var y c k a h b; varexo e u;
external_function(nargs=3, name=prodf);
parameters beta rho alpha delta theta psi tau;
alpha = 0.36; rho = 0.95; tau = 0.025; beta = 0.99; delta = 0.025; psi = 0; theta = 2.95;
model;
c*theta*h^(1+psi)=(1-alpha)*y;
k = beta*(((exp(b)*c)/(exp(b(+1))*c(+1)))*(exp(b(+1))*alpha*y(+1)+(1-delta)*k));
y = prodf(a,k(-1),h);
k = exp(b)*(y-c)+(1-delta)*k(-1);
a = rho*a(-1)+tau*b(-1) + e;
b = tau*a(-1)+rho*b(-1) + u;
end;
initval; y = 1.08; c = 0.80; h = 0.29; k = 11.08; a = 0; b = 0; e = 0; u = 0; end;
shocks; var e; stderr 0.009; var u; stderr 0.009; var e, u = 0.1*0.009*0.009; end;
steady;
stoch_simul(order=1,irf=0,noprint,nograph);
