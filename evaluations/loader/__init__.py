"""YAML to `Definition`, with every fault named by line, path and remedy."""

from evaluations.loader.faults import DefinitionFaults, Fault
from evaluations.loader.standard import load_definition

__all__ = ["DefinitionFaults", "Fault", "load_definition"]
