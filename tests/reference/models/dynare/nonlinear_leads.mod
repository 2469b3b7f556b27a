var y z; varexo e u;
model; 
y = 0.5*y(-1) + 0.2*e(-2)*u(-1) + e(+2)*z(-1) + 0.3*(e(+1)*y(+1)) + e;
z = exp(u(+1)) + 0.1*log(1+y(+3)^2*z(-3)) - exp(u(-3)*y(-2)) + 0.2*z(-1)*(1+u);
end;
initval; y=0; z=0; end;
steady;
shocks; var e; stderr 1; var u; stderr 2; corr e, u = -0.2; end;
stoch_simul(order=1, irf=0, noprint, nograph);
