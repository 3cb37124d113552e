@echo off
rem Runs Jacinth on Windows: finds a JDK 25, builds what is missing or older than the sources,
rem keeps a start-up cache beside the jar, then runs Java. The counterpart of ./jacinth.
setlocal EnableExtensions DisableDelayedExpansion
set "JACINTH_DIR=%~dp0"
if "%JACINTH_DIR:~-1%"=="\" set "JACINTH_DIR=%JACINTH_DIR:~0,-1%"
set "TARGET=%JACINTH_DIR%"
if exist "%JACINTH_DIR%\pom.xml" set "TARGET=%JACINTH_DIR%\server\target"
set "JAR=%TARGET%\jacinth.jar"
set "CACHE=%TARGET%\jacinth.aot"

set "JDK="
call :consider "%JACINTH_JAVA_HOME%"
call :consider "%JAVA_HOME%"
for %%J in (java.exe) do if not "%%~$PATH:J"=="" for %%K in ("%%~dp$PATH:J..") do call :consider "%%~fK"
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*" "%ProgramFiles%\Zulu\zulu-25*" "%ProgramFiles%\Amazon Corretto\jdk25*" "%ProgramFiles%\BellSoft\LibericaJDK-25*" "%USERPROFILE%\.jdks\*25*" "%USERPROFILE%\scoop\apps\temurin25-jdk\current") do call :consider "%%~fD"
if not defined JDK for %%R in ("HKLM\SOFTWARE\JavaSoft\JDK" "HKLM\SOFTWARE\Eclipse Adoptium\JDK" "HKLM\SOFTWARE\Azul Systems\Zulu" "HKCU\SOFTWARE\Eclipse Adoptium\JDK") do call :registry %%R
if not defined JDK (
  echo Jacinth needs a JDK 25 ^(for example Temurin 25 from adoptium.net^): install one and, if it is not in a usual place, set JAVA_HOME to it. 1>&2
  exit /b 1
)

call :stale
if errorlevel 1 (
  call :build
  if errorlevel 1 exit /b 1
)

rem Serial GC and a small heap: the data lives off the heap.
set "MEMORY=-Xmx256m -XX:MaxDirectMemorySize=512m"
if /i "%~1"=="quickstart" set "MEMORY=-Xmx512m -XX:MaxDirectMemorySize=1024m"
set "AOT="
if exist "%CACHE%" set AOT="-XX:AOTCache=%CACHE%" -Xlog:aot=off -Xlog:cds=off
"%JDK%\bin\java.exe" --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:+UseCountedLoopSafepoints -XX:LoopStripMiningIter=1000 -XX:MaxNewSize=64m -Xms16m %MEMORY% -XX:-UsePerfData %AOT% %JACINTH_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

rem Takes the directory as JDK if it is one of version 25 and none was taken before.
:consider
if defined JDK exit /b 0
if "%~1"=="" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
rem No quotes in the pattern: cmd takes a backslash before one for a letter, and the rest for quoted.
findstr /b /r /c:"JAVA_VERSION=.25[^0-9]" "%~1\release" >nul 2>nul && set "JDK=%~1"
exit /b 0

rem Vendors write the home as JavaHome, Path or InstallationPath, some levels down.
:registry
for %%V in (JavaHome Path InstallationPath) do (
  for /f "tokens=2,*" %%A in ('reg query %1 /s /v %%V 2^>nul ^| findstr /c:"REG_SZ"') do call :consider "%%~B"
)
exit /b 0

rem Errorlevel 1 if the jar is missing or older than a source.
:stale
if not exist "%JAR%" exit /b 1
if not exist "%JACINTH_DIR%\pom.xml" exit /b 0
powershell -NoProfile -Command "$t=(Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc; $m='resp','store','cluster','engine','node','server'; $p=@(\"$env:JACINTH_DIR\pom.xml\"); foreach($x in $m){$p+=\"$env:JACINTH_DIR\$x\pom.xml\",\"$env:JACINTH_DIR\$x\src\main\"}; foreach($f in Get-ChildItem -LiteralPath $p -Recurse -ErrorAction SilentlyContinue){if($f.LastWriteTimeUtc -gt $t){exit 1}}; exit 0"
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
  echo Jacinth is built with Maven 3.8 or newer: install it, for example with  winget install Apache.Maven  or  scoop install maven. 1>&2
  exit /b 1
)
if not exist "%TARGET%" mkdir "%TARGET%"
if exist "%CACHE%" del "%CACHE%"
if exist "%JAR%" (echo Building Jacinth ^(sources have changed^) ... 1>&2) else (echo Building Jacinth ^(first run only^) ... 1>&2)
pushd "%JACINTH_DIR%"
set "OLD_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%JDK%"
call mvn -B -ntp -Dmaven.test.skip=true -pl server -am package >"%TARGET%\build.log" 2>&1
set "RC=%ERRORLEVEL%"
set "JAVA_HOME=%OLD_JAVA_HOME%"
popd
if not "%RC%"=="0" (
  findstr /c:"ERROR" "%TARGET%\build.log" 1>&2
  echo The build failed; all of its output is in %TARGET%\build.log 1>&2
  exit /b 1
)
rem Maven leaves a jar alone that would come out the same; its time says when it was last built.
powershell -NoProfile -Command "(Get-Item -LiteralPath $env:JAR).LastWriteTime = Get-Date"
rem The training run for the start-up cache; without the cache everything works the same.
if exist "%TARGET%\rehearsal" rmdir /s /q "%TARGET%\rehearsal"
mkdir "%TARGET%\rehearsal"
"%JDK%\bin\java.exe" --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xms16m -Xmx256m "-XX:AOTCacheOutput=%CACHE%" -cp "%JAR%" io.jacinth.server.rehearsal.Rehearsal "%TARGET%\rehearsal" >"%TARGET%\rehearsal.log" 2>&1
if errorlevel 1 if exist "%CACHE%" del "%CACHE%"
exit /b 0
