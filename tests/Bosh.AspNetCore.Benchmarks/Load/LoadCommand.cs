using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bosh.AspNetCore.Benchmarks.Load.Comparing;
using Bosh.AspNetCore.Benchmarks.Load.Servers;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>The load tool: <c>dotnet run -c Release -- load COMMAND ...</c>.</summary>
internal static class LoadCommand
{
    /// <summary>All is well; nothing was lost, repeated or reordered.</summary>
    private const int Success = 0;

    private const int Failure = 1;
    private const int Misuse = 2;

    private const string Usage = """
        load run --url URL --pattern PATTERN [--sessions 100] [--seconds 10] [--warm-up 3] [--domain load.test] [--pid P ...]
                 [--text 64] [--batch 10] [--relay] [--json FILE]
                 [--peer HOST:PORT] [--pause 100] [--files 3]
            Drives a BOSH URL as browsers do (or, with --relay, a bare relay). Patterns:
              parked        echo; on every answer an empty request is parked, then the next message goes on the other connection
              paced         the same, with a pause before each message (--pause ms, give or take a half): the same load on any server
              one-request   echo; each message goes in the next request
              flood-down    the server sends as fast as it can
              flood-up      the client sends as fast as it can, --batch messages a request
              setup         sessions are created, authenticated, bound and ended
              idle          sessions are created and wait; memory of the processes per session
            The stub floods and swallows by itself; of another XMPP server, name the TCP port by --peer HOST:PORT, and other clients of it do.
            CPU and memory are those of the processes named by --pid; such a process opens --files 3 for a session.
            Exit code 1: something was lost, repeated, reordered or failed.
        load compare [--sessions 100] [--idle-sessions 2000] [--seconds 10] [--warm-up 3] [--rounds 3] [--pattern P ...]
                     [--target bosh,bosh-tls,relay,prosody,ejabberd,node-xmpp-bosh] [--json FILE]
            Starts the stub, the servers, and runs the patterns on each in turn; prints medians and ratios to the relay.
        load stub  --port P                                            a fast XMPP server that echoes, floods, swallows and counts
        load bosh  --port P --upstream HOST:PORT [--domain load.test] [--tls]
                                                                       a minimal app with the connection manager, at /http-bind
        load relay --port P --upstream HOST:PORT                       a bare relay: what BOSH would cost if it were nothing but HTTP and TCP
            Port 0 takes a free one; the first line printed is 'listening PORT'. With --until-eof they end when their input does.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            Arguments arguments = args.Length > 0 ? new(args.AsSpan(1)) : new([]);
            return args.FirstOrDefault() switch
            {
                "run" => await RunCommand.RunAsync(arguments, stop.Token) ? Success : Failure,
                "compare" => await CompareCommand.RunAsync(arguments, stop.Token) ? Success : Failure,
                "stub" => await ServeAsync(StubServer.RunAsync, arguments, stop),
                "bosh" => await ServeAsync(BoshApp.RunAsync, arguments, stop),
                "relay" => await ServeAsync(RelayApp.RunAsync, arguments, stop),
                _ => throw new LoadException("The commands are:\n" + Usage),
            };
        }
        catch (Exception error) when (error is LoadException or IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Misuse;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Failure;
        }
    }

    private static async Task<int> ServeAsync(Func<Arguments, CancellationToken, Task> serve, Arguments arguments, CancellationTokenSource stop)
    {
        if (arguments.Has("until-eof"))
        {
            _ = Task.Factory.StartNew(() => CancelAtEndOfInput(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        await serve(arguments, stop.Token);
        return Success;
    }

    /// <summary>A server whose parent is gone, however it went, does not stay behind. The console can only be read by a thread that waits.</summary>
    private static void CancelAtEndOfInput(CancellationTokenSource stop)
    {
        Console.In.ReadToEnd();
        stop.Cancel();
    }
}
