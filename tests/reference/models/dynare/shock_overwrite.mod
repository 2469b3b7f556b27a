var a b;
varexo e u v;
model;
a = 0.9*a(-1)+e+u;
b = 0.5*b(-1) + v + 0.1*a(-1);
end;
shocks; var e; stderr .5; var u = 0.3; var v; stderr 0.2; corr e,u = 0.5; end;
shocks(overwrite); var v; stderr 1.1; var e = 0.1; end;
stoch_simul(order=1, irf=0, noprint, nograph);
