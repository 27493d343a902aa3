using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bosh.FaultProxy.Numbering;

namespace Bosh.FaultProxy.Soak;

/// <summary>
/// A BOSH client that does as XEP-0124 says: it has two connections, repeats a request until it is answered, sends no rid beyond the window, and
/// takes answers in the order of their rids.
/// <code>
/// pace ──► released ──► line 1 ─┬─► proxy ...
///                       line 2 ─┘
/// received ◄── in order ◄── answers ◄───────
/// </code>
/// </summary>
internal sealed class SoakClient
{
    private const int Lines = 2;

    /// <summary>The <c>wait</c> that it asks for, in seconds: short, so that many requests pass.</summary>
    private const int Wait = 1;

    /// <summary>The messages of one request at most.</summary>
    private const int Batch = 6;

    /// <summary>How many requests there are to one pause, for a client that asks for pauses.</summary>
    private const int PauseRarity = 8;

    /// <summary>How often one request is repeated at most; the server allows 20 of those that it sees.</summary>
    private const int MaxRepeats = 100;

    /// <summary>How long an answer is waited for.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(Wait + 0.7);

    private readonly EndPoint _proxy;
    private readonly string _domain;
    private readonly SoakScript _script;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<string> _history = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long _firstRid;

    // Guarded by the lock.
    private readonly KeyChain _keys = new();
    private readonly SortedDictionary<long, string> _answers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _sid = "";
    private int _window = 1;

    /// <summary>The shortest time between an empty answer and the next empty request, for a client that polls.</summary>
    private TimeSpan _polling;
    private TimeSpan _nextPoll;
    private long _rid;
    private long _oldest;
    private long _lastSending;
    private int _released;
    private int _sent;
    private bool _isLeaving;
    private long _repeats;

    public SoakClient(EndPoint proxy, string domain, SoakScript script)
    {
        _proxy = proxy;
        _domain = domain;
        _script = script;
        _random = new Random(script.Seed);
        _rid = _oldest = _firstRid = RandomNumberGenerator.GetInt32(int.MaxValue);
    }

    /// <summary>The messages that have come.</summary>
    public SequenceCheck Received { get; } = new();

    /// <summary>The condition with which the session ended; empty when it ended in good order, null before.</summary>
    public string? End { get; private set; }

    /// <summary>Whether it came through the login.</summary>
    public bool IsBound { get; private set; }

    public int Sent => _sent;

    /// <summary>The requests that were sent again.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>What it did and what came, in words.</summary>
    public IReadOnlyCollection<string> History => _history;

    /// <summary>Whether there may be one more request: those that are answered wait for older answers.</summary>
    private bool MaySend => _rid < _oldest + _window + (_script.IsEager ? 1 : 0) && Waiting < _window;

    private long Waiting => _rid - _oldest - _answers.Count;

    /// <summary>Runs the session from its creation to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var line = new HttpLine(_proxy, _script.IsKeptAlive);
        if (!await LoginAsync(line, cancellationToken))
        {
            return;
        }

        IsBound = true;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pace = PaceAsync(ended.Token);
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(i => WorkAsync(i == 0 ? line : new HttpLine(_proxy, _script.IsKeptAlive), ended)));
        await ended.CancelAsync();
        await pace;
        cancellationToken.ThrowIfCancellationRequested();
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"next rid +{_rid - _oldest} of {_window}, {_answers.Count} answers early, {_sent} of {_script.Up} sent, {Received.Taken} of {_script.Down} received");
        }
    }

    private async Task<bool> LoginAsync(HttpLine line, CancellationToken cancellationToken)
    {
        string creation = await StepAsync(
            line,
            $" to='{_domain}' wait='{Wait}' hold='{_script.Hold}' ver='1.6' xml:lang='en' xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0'",
            "",
            "<",
            cancellationToken);
        if (End is not null)
        {
            return false;
        }

        _sid = BodyText.Attribute(creation, "sid") ?? throw new SoakException("A creation answer without sid: " + creation);
        _window = int.Parse(BodyText.Attribute(creation, "requests")!, CultureInfo.InvariantCulture);
        _polling = _script.Hold == 0 ? TimeSpan.FromSeconds(int.Parse(BodyText.Attribute(creation, "polling")!, CultureInfo.InvariantCulture)) : default;
        if (!creation.Contains("ANONYMOUS", StringComparison.Ordinal))
        {
            await StepAsync(line, "", "", "ANONYMOUS", cancellationToken);
        }

        await StepAsync(line, "", $"<auth xmlns='{BodyText.SaslNamespace}' mechanism='ANONYMOUS'/>", "<success", cancellationToken);
        await StepAsync(line, $" to='{_domain}' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'", "", BodyText.BindNamespace, cancellationToken);
        string bind = string.Create(
            CultureInfo.InvariantCulture,
            $"<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='{BodyText.BindNamespace}'><resource>{_script.Seed}</resource></bind></iq>");
        await StepAsync(line, "", bind, "<jid>", cancellationToken);
        return End is null;
    }

    /// <summary>One request of the login, and further ones until its result has come.</summary>
    private async Task<string> StepAsync(HttpLine line, string attributes, string payload, string result, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (End is not null)
            {
                return "";
            }

            string body = Compose(_rid++, attributes, payload);
            string answer = await ExchangeAsync(line, _rid - 1, body, cancellationToken);
            Take(_rid - 1, answer);
            if (answer.Contains(result, StringComparison.Ordinal))
            {
                return answer;
            }

            attributes = payload = "";
            await Task.Delay(_polling, cancellationToken);
        }
    }

    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_released < _script.Up)
            {
                if (_script.UpPause > 0)
                {
                    await Task.Delay(_random.Next(_script.UpPause), cancellationToken);
                }

                lock (_lock)
                {
                    _released = _script.UpPause == 0 ? _script.Up : Math.Min(_script.Up, _released + _random.Next(1, Batch));
                    Change();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private async Task WorkAsync(HttpLine line, CancellationTokenSource ended)
    {
        try
        {
            using (line)
            {
                while (await NextAsync(ended.Token) is (long rid, string body))
                {
                    Take(rid, await ExchangeAsync(line, rid, body, ended.Token));
                    if (End is not null)
                    {
                        await ended.CancelAsync();
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The session has ended, or it is given up.
        }
        catch
        {
            await ended.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits until a request is to be sent.</summary>
    private async Task<(long Rid, string Body)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan untilPoll;
            lock (_lock)
            {
                if (MaySend && NextBody() is string body)
                {
                    return (_rid++, body);
                }

                changed = _changed.Task;
                untilPoll = _nextPoll - _watch.Elapsed;
            }

            await (untilPoll > TimeSpan.Zero ? Task.WhenAny(changed, Task.Delay(untilPoll, cancellationToken)) : changed.WaitAsync(cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private string? NextBody()
    {
        if (_isLeaving)
        {
            return null;
        }

        if (_sent < _released)
        {
            var payload = new StringBuilder();
            for (int most = _random.Next(1, Batch); most > 0 && _sent < _released; most--)
            {
                payload.Append(BodyText.Message(MessageKind.Sink, _sent++, "xmlns='jabber:client' to='peer@p'", _random.Next(_script.TextLength)));
            }

            _lastSending = _rid;
            return Compose(_rid, "", payload.ToString());
        }

        // What it sent last is answered: a request that ends the session does not wait long for one before it.
        if (_sent == _script.Up && _oldest > _lastSending && Received.Taken >= _script.Down)
        {
            _isLeaving = true;
            return Compose(_rid, " type='terminate'", "<presence xmlns='jabber:client' type='unavailable'/>");
        }

        if (_script.Pauses && Waiting == 0 && _random.Next(PauseRarity) == 0)
        {
            return Compose(_rid, " pause='5'", "");
        }

        // One request is always with the server.
        return Waiting == 0 && _watch.Elapsed >= _nextPoll ? Compose(_rid, "", "") : null;
    }

    /// <summary>Sends a request until it is answered: always the same bytes, on a new connection when the old has broken.</summary>
    private async Task<string> ExchangeAsync(HttpLine line, long rid, string body, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaxRepeats; i++)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(AnswerLimit);
                Note(rid, i == 0 ? "is sent: " : "is sent again: ", body);
                string answer = await line.PostAsync(body, limit.Token);
                Note(rid, "is answered: ", answer);
                if (!string.Equals(BodyText.Attribute(answer, "type"), "error", StringComparison.Ordinal))
                {
                    return answer;
                }
            }
            catch (Exception error) when (error is IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The request, or its answer, was lost.
                Note(rid, error.Message, "");
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(i, cancellationToken);
        }

        throw new SoakException("A request was repeated again and again: " + body);
    }

    /// <summary>Takes an answer, when all before it have been taken.</summary>
    private void Take(long rid, string answer)
    {
        lock (_lock)
        {
            _answers.Add(rid, answer);
            while (_answers.Remove(_oldest, out string? next))
            {
                _oldest++;
                Read(next);
            }

            Change();
        }
    }

    private void Read(string answer)
    {
        bool isEmpty = answer.EndsWith("/>", StringComparison.Ordinal);
        _nextPoll = isEmpty ? _watch.Elapsed + _polling : TimeSpan.Zero;
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(answer);
        while (MessageNumber.TryReadNext(ref text, out MessageNumber message))
        {
            if (End is not null)
            {
                throw new SoakException("A message came after the end.");
            }

            if (message.Kind == MessageKind.Echo)
            {
                Received.Take(message.Number);
            }
        }

        if (string.Equals(BodyText.Attribute(answer, "type"), "terminate", StringComparison.Ordinal))
        {
            End ??= BodyText.Attribute(answer, "condition") ?? "";
        }
    }

    private void Note(long rid, string what, string body)
    {
        var numbers = new List<long>();
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(body);
        while (MessageNumber.TryReadNext(ref text, out MessageNumber message))
        {
            numbers.Add(message.Number);
        }

        string tag = body[..(body.IndexOf('>', StringComparison.Ordinal) + 1)];
        string messages = numbers.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $" {numbers[0]}..{numbers[^1]}") : "";
        _history.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{_watch.ElapsedMilliseconds,6} rid {rid - _firstRid} {what}{tag}{messages}"));
    }

    private void Change()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private string Compose(long rid, string attributes, string payload)
    {
        string sid = _sid.Length > 0 ? $" sid='{_sid}'" : "";
        if (_script.UsesKeys)
        {
            attributes += _sid.Length > 0 ? _keys.Next() : _keys.First();
        }

        if (_script.UsesAcks && (_sid.Length == 0 || _oldest < rid))
        {
            attributes += string.Create(CultureInfo.InvariantCulture, $" ack='{(_sid.Length > 0 ? _oldest - 1 : 1)}'");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"<body rid='{rid}'{sid}{attributes} xmlns='{BodyText.BoshNamespace}'>{payload}</body>");
    }
}
