using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bosh.AspNetCore.Benchmarks.Load;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary>The faulty proxy: <c>dotnet run -c Release -- faults ...</c>.</summary>
internal static class FaultsCommand
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int Misuse = 2;

    private const string Usage = """
        faults --listen PORT --to HOST:PORT [--raw] [--seed N] [--longest-delay 50] [--plan "PLAN" ...]
               [--delay P] [--split P] [--cut P] [--reset P] [--half-close P] [--stall P] [--late-close P] [--twice P] [--reorder P]
            A proxy for HTTP or, with --raw, for anything (XMPP), that makes faults and says which. P is the percentage of HTTP messages or, with --raw,
            of blocks of 400 bytes that have the fault; without any, all are at 5. The seed makes the plans: the same seed, the same faults.
            With --plan the n-th connection gets the n-th plan instead, as "cut down 3:17; delay up 0:end 100": KIND DIRECTION MESSAGE:OFFSET AMOUNT,
            the direction up to the server or down to the client, the message as counted from 0 (0 with --raw), the bytes of it that pass before.
              delay MS       what follows is late                      late-close MS  the end of this direction is learned late
              split BYTES    so many bytes are passed one by one       stall MS       nothing passes either way
              cut, reset     the connection ends, or breaks            half-close     one direction ends, the other goes on
              twice MS       the request is sent on one connection and, no answer having come, on another, as nginx does
              reorder MS     the request waits until another of its session, on another connection, has passed
        faults soak [--minutes 1] [--seed N] [--at-a-time 32] [--session SEED ...] [--verbose]
            Sessions through such proxies on both sides of a connection manager, with all faults, and numbered messages each way. Says what was lost,
            repeated and reordered; with --session runs those of these seeds again. Exit code 1: something was, or an error was logged.
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
            if (args.Length == 0)
            {
                throw new LoadException("The commands are:\n" + Usage);
            }

            if (args is ["soak", .. string[] rest])
            {
                return await SoakCommand.RunAsync(new Arguments(rest), stop.Token) ? Success : Failure;
            }

            await ProxyCommand.RunAsync(new Arguments(args), stop.Token);
            return Success;
        }
        catch (Exception error) when (error is LoadException or FormatException or IOException or SocketException)
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
}
