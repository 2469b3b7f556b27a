"""The nonlinear planner's problem, solved by an interior-point method."""
