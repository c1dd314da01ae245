# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/check-edges passes the true tree and refuses each kind of wrong edge put into a copy of it."""
import os
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ["CARNET_SOURCE_DIR"]
CHECK = os.path.join(SOURCE, "scripts", "check-edges")


class Copy:
    """A copy of what check-edges reads and of what CMake needs to configure it, without the tests."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="carnet-edges-")
        for name in ("CMakeLists.txt", "cmake", "ledger", "app", "ui", "resources", "translations"):
            origin, goal = os.path.join(SOURCE, name), os.path.join(self.folder, name)
            if os.path.isdir(origin):
                shutil.copytree(origin, goal)
            elif os.path.exists(origin):
                shutil.copy(origin, goal)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def write(self, path, text, mode="w"):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, mode, encoding="utf-8") as file:
            file.write(text)

    def check(self, *options):
        return subprocess.run(["python3", "-B", CHECK, "--source", self.folder, *options], capture_output=True, text=True)

    def configured_graph(self):
        build = os.path.join(self.folder, "build")
        subprocess.run([os.environ["CARNET_CMAKE"], "-S", self.folder, "-B", build, "-G", "Ninja",
                        "-DCARNET_QT_MAJOR=" + os.environ["CARNET_QT_MAJOR"]], check=True, capture_output=True)
        return os.path.join(build, "link-graph.tsv")


class TestIncludes(unittest.TestCase):
    def refused(self, path, line, words):
        with Copy() as copy:
            copy.write("ledger/base/Known.h", "#pragma once\n")
            copy.write("ledger/crypto/Known.h", "#pragma once\n")
            copy.write("ledger/chain/Known.h", "#pragma once\n")
            copy.write("ledger/interfaces/Known.h", "#pragma once\n")
            copy.write("app/services/Known.h", "#pragma once\n")
            self.assertEqual(copy.check().returncode, 0, copy.check().stdout)
            copy.write(path, line + "\n")
            result = copy.check()
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn(f"{path}:1: ", result.stdout)
            self.assertIn(words, result.stdout)

    def accepted(self, path, line):
        with Copy() as copy:
            for room in ("base", "crypto", "chain", "interfaces"):
                copy.write(f"ledger/{room}/Known.h", "#pragma once\n")
            copy.write("app/services/Known.h", "#pragma once\n")
            copy.write("ledger/base/QtVersion.h", "#pragma once\n#if QT_VERSION >= 1\n#endif\n")
            copy.write(path, line + "\n")
            result = copy.check()
            self.assertEqual(result.returncode, 0, result.stdout)

    def test_downward_is_accepted(self):
        self.accepted("ledger/chain/New.cpp", '#include "ledger/crypto/Known.h"')
        self.accepted("ui/pages/New.cpp", '#include "ledger/interfaces/Known.h"')
        self.accepted("app/carnet/New.cpp", '#include "app/services/Known.h"')
        self.accepted("tests/unit/New.cpp", '#include "ledger/chain/Known.h"')

    def test_upward_is_refused(self):
        self.refused("ledger/base/New.cpp", '#include "ledger/crypto/Known.h"', "ledger/base must not include ledger/crypto")
        self.refused("ledger/storage/New.cpp", '#include "app/services/Known.h"', "must not include app/services")

    def test_sideways_is_refused(self):
        self.refused("ledger/access/New.cpp", '#include "ledger/chain/Known.h"', "ledger/access must not include ledger/chain")
        self.refused("ledger/encoding/New.h", '#  include "ledger/crypto/Known.h"', "ledger/encoding must not include")

    def test_window_sees_interfaces_only(self):
        self.refused("ui/pages/New.cpp", '#include "ledger/base/Known.h"', "ui must not include ledger/base")
        self.refused("ui/models/New.cpp", '#include "app/services/Known.h"', "ui must not include app/services")

    def test_way_round_by_dots_is_refused(self):
        self.refused("ui/pages/New.cpp", '#include "../../ledger/chain/Known.h"', "ui must not include ledger/chain")

    def test_pure_rooms_stay_pure(self):
        self.refused("ledger/chain/New.cpp", "#include <QString>", "must not include Qt")
        self.refused("ledger/record/New.cpp", "#include <QtCore/QString>", "must not include Qt")
        self.refused("ledger/access/New.cpp", "#include <fstream>", "does no I/O")
        self.refused("ledger/chain/New.cpp", "#include <thread>", "does no I/O")
        self.accepted("ledger/storage/New.cpp", "#include <QString>")
        self.accepted("ledger/storage/New.cpp", "#include <fstream>")

    def test_ledger_has_no_window(self):
        self.refused("ledger/storage/New.cpp", "#include <QWidget>", "must not include Qt Gui or Qt Widgets")
        self.refused("ledger/interfaces/New.h", "#include <QtGui/QImage>", "must not include Qt Gui or Qt Widgets")

    def test_version_of_qt_in_one_header(self):
        self.refused("ui/pages/New.cpp", "#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)", "belongs into")
        self.accepted("ui/pages/New.cpp", '#include "ledger/base/QtVersion.h"')
        with Copy() as copy:
            copy.write("ledger/base/QtVersion.h", "#pragma once\n")
            copy.write("ledger/chain/New.cpp", '#include "ledger/base/QtVersion.h"\n')
            self.assertEqual(copy.check().returncode, 1)


class TestLinks(unittest.TestCase):
    def test_true_tree_passes_and_wrong_links_are_refused(self):
        with Copy() as copy:
            graph = copy.configured_graph()
            self.assertEqual(copy.check("--graph", graph).returncode, 0, copy.check("--graph", graph).stdout)

            copy.write("ledger/base/CMakeLists.txt",
                       "add_library(upper STATIC Error.cpp)\nadd_library(shim INTERFACE)\n"
                       "target_link_libraries(shim INTERFACE Qt::Widgets)\n"
                       "target_link_libraries(ledger_base PRIVATE shim)\n", "a")
            copy.write("ledger/crypto/CMakeLists.txt",
                       "add_library(above INTERFACE)\ntarget_link_libraries(ledger_base PRIVATE above)\n", "a")
            text = copy.check("--graph", copy.configured_graph()).stdout
            self.assertIn("ledger_base (ledger/base) must not link above (ledger/crypto)", text)
            self.assertIn("ledger_base (ledger/base) is pure standard C++ and must not link Qt", text)


if __name__ == "__main__":
    unittest.main()
