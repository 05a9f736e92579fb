"""Plain Python that every part shares; knows neither Django nor any other part."""
