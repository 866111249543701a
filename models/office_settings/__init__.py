"""Groups of settings that `models.settings.Settings` is made of, each with what it takes."""
