package bonsai.app.kit;

import bonsai.app.catalog.RunCatalog;
import bonsai.base.Workspace;
import java.time.Clock;

/** What the panels share; made once, and given to each by its constructor. */
public record AppContext(
    Workspace workspace,
    Clock clock,
    Background background,
    RunCatalog runs,
    Workers workers,
    Dialogs dialogs,
    Notices notices,
    Navigator navigator,
    Appearance appearance,
    Preferences preferences) {}
