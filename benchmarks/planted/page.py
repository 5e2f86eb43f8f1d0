def page(results):
    return "to come"
