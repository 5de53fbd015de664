"""Triangle meshes: reading STL, OBJ and 3MF, measuring them, and pictures of them."""
