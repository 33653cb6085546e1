"""Equations and questions to derivative equations with reasons; one module for each method."""
