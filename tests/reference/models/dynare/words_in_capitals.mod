// Words of the language in capitals; equations of one name
VAR Y k c;
Varexo e;
Parameters a;
a = 0.3;
MODEL;
[name='definition']
LOG(Y) = a*log(k(-1)) + e;
[name='accumulation']
k = 0.3*Exp(log(Y));
[name='definition']
c = Y - k;
END;
INITVAL;
Y = 0.5; k = 0.2; c = 0.3;
End;
STEADY;
Shocks;
VAR e; STDERR 0.01;
end;
STOCH_SIMUL (ORDER=1, IRF=0, noprint, nograph);
