@echo off
rem Starts Bonsai on Windows. packaging\prepare.ps1 finds a JDK and builds when the sources changed;
rem see the file bonsai for what the environment may say.
setlocal
set "BONSAI_JDK="
set "BONSAI_ARGUMENTS="
for /f "usebackq tokens=1* delims==" %%K in (`powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0packaging\prepare.ps1"`) do set "%%K=%%L"
if not defined BONSAI_ARGUMENTS exit /b 1

rem The tokenizer runs on the CPU, whatever else is there; the engine tells nobody that it was started.
if not defined RUST_FLAVOR set "RUST_FLAVOR=cpu"
if not defined OPT_OUT_TRACKING set "OPT_OUT_TRACKING=true"
if not defined DJL_DISABLE_PROGRESS_BAR set "DJL_DISABLE_PROGRESS_BAR=true"

rem The class path is longer than a command line may be here, so that it comes from a file.
"%BONSAI_JDK%\bin\java.exe" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xms32m -Xmx2g -Djava.awt.headless=true %BONSAI_JAVA_OPTS% "@%BONSAI_ARGUMENTS%" bonsai.Bonsai %*
exit /b %ERRORLEVEL%
