"""The domain: streaming, the protocol, files and storage. Knows neither actors nor the web."""
