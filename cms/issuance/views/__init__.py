"""The clerk's desk and the documents' screens in the admin; what may be done is decided in the services."""
