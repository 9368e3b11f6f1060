

def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that use ``database`` run on both; pages, API and commands on SQLite alone.

    A module of those that needs both says so with ``BOTH_DATABASES = True``.
    """
    if "database" in metafunc.fixturenames:
        one = any(part in metafunc.module.__name__.split(".") for part in ("views", "api", "cli"))
        both = not one or getattr(metafunc.module, "BOTH_DATABASES", False)
        names = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database", names, indirect=True)


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the test city, copied for every test."""
    home = tmp_path_factory.mktemp("city")
    databases.found_city(f"sqlite:///{home / 'city.db'}", home)
    return home / "city.db"


@pytest.fixture(scope="session")
def city_template(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a migrated PostgreSQL database with the test city, copied for every test."""
    with postgresql.database(postgresql_server) as address:
        databases.found_city(databases.with_driver(address), tmp_path_factory.mktemp("city"))
        yield address.rpartition("/")[2]


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the test city, this test's own."""
    if request.param == "sqlite":
        source: Path = request.getfixturevalue("city_file")
        shutil.copy(source, tmp_path / "kierto.db")
        yield f"sqlite:///{tmp_path / 'kierto.db'}"
    else:
        server: str = request.getfixturevalue("postgresql_server")
        template: str = request.getfixturevalue("city_template")
        with postgresql.database(server, template=template) as address:
            yield databases.with_driver(address)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database with the test city."""
    application = create_app(databases.settings(database, tmp_path))
    with application.app_context():
        yield application
        session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a person; ``sign_in`` gives it one."""
    return app.test_client()
