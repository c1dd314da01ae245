# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything Carnet links that is not its own. Nothing is vendored.
find_package(QT NAMES Qt${CARNET_QT_MAJOR} REQUIRED COMPONENTS Core)
find_package(Qt${QT_VERSION_MAJOR} REQUIRED COMPONENTS Core Gui Widgets Network Sql Concurrent PrintSupport Test LinguistTools)
if(QT_VERSION_MAJOR EQUAL 5 AND QT_VERSION VERSION_LESS 5.15)
  message(FATAL_ERROR "Carnet needs Qt 5.15 or Qt 6.4, found ${QT_VERSION}")
endif()
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
# SQLCipher 4.6 calls itself by the version of the SQLite it holds.
pkg_check_modules(sqlcipher REQUIRED IMPORTED_TARGET sqlcipher>=3.46)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
find_package(tl-expected REQUIRED)
find_package(RapidJSON REQUIRED)
find_package(Threads REQUIRED)
# Debian builds QCustomPlot once for each Qt.
if(QT_VERSION_MAJOR EQUAL 6)
  find_package(QCustomPlotQt6 REQUIRED)
  add_library(Carnet::QCustomPlot ALIAS QCustomPlotQt6::QCustomPlotQt6)
else()
  find_package(QCustomPlot REQUIRED)
  add_library(Carnet::QCustomPlot ALIAS QCustomPlot::QCustomPlot)
endif()
